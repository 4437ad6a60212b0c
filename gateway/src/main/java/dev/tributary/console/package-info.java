/**
 * The console: the registry's face for people. {@link dev.tributary.console.ConsolePages} serves
 * the web application, which talks to nothing but the registry's HTTP API; {@link
 * dev.tributary.console.Insight} answers what that API asks of the planner and the cost model.
 */
@NullMarked
package dev.tributary.console;

import org.jspecify.annotations.NullMarked;
