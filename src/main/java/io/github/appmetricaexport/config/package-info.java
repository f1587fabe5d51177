/**
 * What the job is told, parsed once at the edge: each option is declared once, and all problems are told together.
 *
 * <p>Uses api, and alone Typesafe Config; whoever reads a configuration gets typed values that need no second look.
 */
package io.github.appmetricaexport.config;
