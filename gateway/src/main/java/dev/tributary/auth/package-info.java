/**
 * Who is calling, and what they may see. Knows nothing of HTTP servers and nothing of running
 * plans: {@code http} brings the credentials here, {@code execute} asks what a caller may see.
 */
@NullMarked
package dev.tributary.auth;

import org.jspecify.annotations.NullMarked;
