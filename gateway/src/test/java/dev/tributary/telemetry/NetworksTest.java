package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.17, 192.0.2.0/24",
    "2001:db8:7:1:2:3:4:5, 2001:db8:7::/48",
    "2001:db8::1, 2001:db8::/48",
    "::1, ::/48",
    "fe80::1, fe80::/48",
  })
  void keepsTheNetworkOfAnAddress(String address, String network) {
    assertThat(Networks.of(address)).isEqualTo(network);
  }
}
