/**
 * Compact JSON over byte arrays: read once, keep slices, write bytes.
 *
 * <p>{@link dev.tributary.json.JsonReader} walks a document under the control of a caller who knows
 * what to expect, and never makes a tree, a map or a string. {@link dev.tributary.json.JsonWriter}
 * is a growing byte array. Documents whose form is not known beforehand (variables, extensions) are
 * Jackson's business, not this package's.
 */
@NullMarked
package dev.tributary.json;

import org.jspecify.annotations.NullMarked;
