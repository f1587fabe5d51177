/** The one jar on every line of Spark that is supported. */
package io.github.appmetricaexport.it.lines;
