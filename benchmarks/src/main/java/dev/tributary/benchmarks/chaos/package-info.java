/**
 * {@code ./tributary bench chaos}: a gateway in a process of its own, over services whose processes
 * are killed, stopped, made slow and made to lie while clients ask as much as the machine takes.
 * {@code Chaos} tells the story from top to bottom; {@code Clients} ask, and a {@code Window} is
 * what they saw.
 */
@NullMarked
package dev.tributary.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
