package dev.tributary.samples.data;

import java.math.BigDecimal;

/** An amount with as many decimals as the currency has. */
public record Money(BigDecimal amount, Currency currency) {

  /** What the shop is paid in. */
  public enum Currency {
    EUR,
    USD
  }

  /** So many cents of the euro. */
  public static Money euros(long cents) {
    return new Money(BigDecimal.valueOf(cents, 2), Currency.EUR);
  }
}
