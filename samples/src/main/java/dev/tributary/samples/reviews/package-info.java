/** The service of reviews, questions and answers. */
@NullMarked
package dev.tributary.samples.reviews;

import org.jspecify.annotations.NullMarked;
