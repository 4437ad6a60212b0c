/** JSONPath (RFC 9535): queries that select nodes of a JSON document. */
@NullMarked
package dev.tributary.jsonpath;

import org.jspecify.annotations.NullMarked;
