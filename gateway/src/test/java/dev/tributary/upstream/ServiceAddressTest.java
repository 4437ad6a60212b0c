package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://a.example,                        false, a.example, 80,   /",
    "https://a.example,                       true,  a.example, 443,  /",
    "HTTPS://a.example:8443/graphql,          true,  a.example, 8443, /graphql",
    "http://a.example?tenant=1,               false, a.example, 80,   /?tenant=1",
    "http://a.example/a%20b?q=%2F#fragment,   false, a.example, 80,   /a%20b?q=%2F",
    "http://127.0.0.1:4001/,                  false, 127.0.0.1, 4001, /",
    "http://[::1]:4001/graphql,               false, ::1,       4001, /graphql",
    "http://[::ffff:127.0.0.1]/,              false, 127.0.0.1, 80,   /",
  })
  void aUrlIsTakenApart(String url, boolean tls, String host, int port, String target) {
    assertThat(ServiceAddress.parse(url)).isEqualTo(new ServiceAddress(tls, host, port, target));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/graphql?key=secret, http://a.example:80/graphql",
    "https://[::1]/,                      https://[::1]:443/",
  })
  void theLogDoesNotShowTheQuery(String url, String logged) {
    assertThat(ServiceAddress.parse(url)).hasToString(logged);
  }
}
