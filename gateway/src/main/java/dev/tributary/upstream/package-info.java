/** How a fetch reaches a service: GraphQL over HTTP or a REST connector; pools and time limits. */
@NullMarked
package dev.tributary.upstream;

import org.jspecify.annotations.NullMarked;
