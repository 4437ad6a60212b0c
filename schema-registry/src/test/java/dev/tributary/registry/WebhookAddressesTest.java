package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookAddressesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          93.184.216.34,        true,  true
          2606:2800:220:1::1,   true,  true
          10.1.2.3,             false, true
          172.16.0.1,           false, true
          192.168.1.1,          false, true
          100.64.0.1,           false, true
          198.18.0.1,           false, true
          127.0.0.1,            false, true
          ::1,                  false, true
          ::ffff:127.0.0.1,     false, true
          fc00::1,              false, true
          169.254.169.254,      false, false
          ::ffff:169.254.169.254, false, false
          fe80::1,              false, false
          fd00:ec2::254,        false, false
          168.63.129.16,        false, false
          100.100.100.200,      false, false
          0.0.0.0,              false, false
          224.0.0.1,            false, false
          255.255.255.255,      false, false
          2002:7f00:1::1,       false, false
          64:ff9b::7f00:1,      false, false
          ::127.0.0.1,          false, false
          """)
  void onlyAddressesThatMayBeCalledAre(String address, boolean isPublic, boolean isAllowedToo) {
    InetAddress parsed = InetAddress.ofLiteral(address);

    assertThat(WebhookAddresses.PUBLIC.allows(parsed)).isEqualTo(isPublic);
    assertThat(WebhookAddresses.PRIVATE_TOO.allows(parsed)).isEqualTo(isAllowedToo);
  }

  @Test
  void aUrlHasTlsAndNobodysPassword() {
    assertThat(WebhookAddresses.PUBLIC.isUrl("https://hooks.example/a?b=c")).isTrue();
    assertThat(WebhookAddresses.PUBLIC.isUrl("http://hooks.example/a")).isFalse();
    assertThat(WebhookAddresses.PRIVATE_TOO.isUrl("http://hooks.example/a")).isTrue();
    for (String bad :
        new String[] {
          "https://ada:secret@hooks.example/",
          "ftp://hooks.example/",
          "https:///a",
          "/a",
          "https://a b/"
        }) {
      assertThat(WebhookAddresses.PRIVATE_TOO.isUrl(bad)).as(bad).isFalse();
    }
  }
}
