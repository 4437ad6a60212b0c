package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.upstream.AddressPolicy.Private;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services with the same rule share what is known of a connection. */
class AddressPolicyTest {

  @Test
  void equalRulesAreEqual() {
    AddressPolicy policy = AddressPolicy.of(Private.REFUSED, List.of("10.1.0.0/16"));

    assertThat(AddressPolicy.of(Private.REFUSED, List.of("10.1.0.0/16")))
        .isEqualTo(policy)
        .hasSameHashCodeAs(policy);
  }

  @Test
  void aRuleThatAllowsMoreIsAnother() {
    AddressPolicy policy = AddressPolicy.of(Private.REFUSED, List.of("10.1.0.0/16"));

    assertThat(AddressPolicy.of(Private.ALLOWED, List.of("10.1.0.0/16"))).isNotEqualTo(policy);
    assertThat(AddressPolicy.of(Private.REFUSED, List.of("10.1.0.0/15"))).isNotEqualTo(policy);
    assertThat(AddressPolicy.of(Private.REFUSED, List.of())).isNotEqualTo(policy);
    assertThat(policy.withPrivateOnes()).isNotEqualTo(policy);
  }
}
