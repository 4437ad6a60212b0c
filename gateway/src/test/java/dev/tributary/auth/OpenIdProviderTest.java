package dev.tributary.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationOptions.JwtOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against an OpenID provider that others wrote: found by discovery, over HTTP. */
class OpenIdProviderTest {

  private static MockOAuth2Server provider;
  private static Authenticator authenticator;

  @BeforeAll
  static void start() {
    provider = new MockOAuth2Server();
    provider.start();
    authenticator =
        new AuthenticationSetup(
                AuthenticationOptions.NONE.with(
                    new JwtOptions(
                        List.of(
                            JwtIssuer.discovered(
                                provider.issuerUrl("staff").toString(), "gateway")),
                        TokenSource.DEFAULT,
                        Duration.ofSeconds(30),
                        100)),
                Clock.systemUTC())
            .build();
  }

  @AfterAll
  static void stop() {
    authenticator.close();
    provider.shutdown();
  }

  @Test
  void aTokenOfTheProviderIsVerified() {
    String token =
        provider
            .issueToken(
                "staff", "ada", "gateway", Map.of("scope", "read write", "client_id", "web"))
            .serialize();

    assertThat(ask(token))
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> {
              assertThat(verified.caller().client()).isEqualTo("web");
              assertThat(verified.caller().scopes()).containsExactlyInAnyOrder("read", "write");
              assertThat(verified.caller().claims()).containsEntry("sub", "ada");
            });
  }

  @Test
  void anotherAudienceOrIssuerOfTheSameProviderIsRefused() {
    assertThat(ask(provider.issueToken("staff", "ada", "billing", Map.of()).serialize()))
        .isInstanceOf(Refused.class);
    assertThat(ask(provider.issueToken("guests", "ada", "gateway", Map.of()).serialize()))
        .isInstanceOf(Refused.class);
  }

  private static Authentication ask(String token) {
    return authenticator.authenticate(TestCredentials.bearer(token)).join();
  }
}
