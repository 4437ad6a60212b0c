/**
 * The shop that the sample services are about: records, and their generators.
 *
 * <p>Everything is made from fixed seeds, so that every start, every test and every service sees
 * the same people, products, reviews and stock. The services share no memory: each makes the part
 * that it owns, and knows the others' things by their keys only.
 */
@NullMarked
package dev.tributary.samples.data;

import org.jspecify.annotations.NullMarked;
