/** The service of users and brands. */
@NullMarked
package dev.tributary.samples.accounts;

import org.jspecify.annotations.NullMarked;
