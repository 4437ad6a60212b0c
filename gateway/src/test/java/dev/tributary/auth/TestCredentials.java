package dev.tributary.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Credentials as a test writes them down. */
record TestCredentials(Map<String, List<String>> headers, @Nullable X509Certificate certificate)
    implements Credentials {

  static final TestCredentials NONE = new TestCredentials(Map.of(), null);

  static TestCredentials header(String name, String... values) {
    return new TestCredentials(Map.of(name, List.of(values)), null);
  }

  static TestCredentials bearer(String token) {
    return header("authorization", "Bearer " + token);
  }

  TestCredentials with(X509Certificate other) {
    return new TestCredentials(headers, other);
  }

  @Override
  public List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public String remote() {
    return "192.0.2.1";
  }
}
