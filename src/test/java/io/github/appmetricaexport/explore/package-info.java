/**
 * Every history of the protocol up to a size.
 *
 * <p>{@link io.github.appmetricaexport.explore.Protocol} says which steps are possible; what each of them decides is asked of
 * the product's own pure classes, and {@link io.github.appmetricaexport.explore.Explorer} takes them all, breadth first. A
 * story that breaks the promise is the shortest there is, and {@code send/StoryTest} plays it with the real files, locks and
 * senders.
 */
package io.github.appmetricaexport.explore;
