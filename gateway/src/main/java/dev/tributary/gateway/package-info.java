/** Main, configuration, wiring and life cycle: the only place that knows everything. */
@NullMarked
package dev.tributary.gateway;

import org.jspecify.annotations.NullMarked;
