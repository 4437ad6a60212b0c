package dev.tributary.gateway;

import dev.tributary.auth.CertificateClient;
import dev.tributary.auth.JwtIssuer;
import dev.tributary.auth.JwtIssuer.KeyTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** How callers show who they are. */
record AuthenticationConfig(
    @Setting("Refuse requests that bring no credentials. Wrong ones are refused in any case.")
        boolean required,
    @Setting(
            "Clients that hold a key: one of a file, made by tributary key new, or of the"
                + " registry.")
        @Nullable ApiKeyConfig apiKeys,
    @Setting("Tokens that issuers have signed.") @Nullable JwtConfig jwt,
    @Setting("Tokens that a server is asked about (RFC 7662).")
        @Nullable IntrospectionConfig introspection,
    @Setting("Clients that are known by their TLS certificates; see server.tls.clientCertificates.")
        List<CertificateConfig> certificates) {

  static final AuthenticationConfig DEFAULTS =
      new AuthenticationConfig(false, null, null, null, List.of());

  AuthenticationConfig {
    certificates = List.copyOf(certificates);
  }

  record ApiKeyConfig(
      @Setting("The file that holds the keys' hashes. It is watched: a changed file holds at once.")
          @Nullable String file,
      @Setting("The header field that holds a key.") String header,
      @Setting("The secret that keys are hashed with; leave it out when they were made without.")
          @Nullable String secret,
      @Setting(
              "Take the keys that the registry keeps for the graph's clients, beside those of the"
                  + " file.")
          boolean registry) {

    static final ApiKeyConfig DEFAULTS = new ApiKeyConfig(null, "x-api-key", null, true);
  }

  record JwtConfig(
      @Setting("Who signs tokens.") List<IssuerConfig> issuers,
      @Setting("The header field that holds a token, after the word Bearer.") String header,
      @Setting("A cookie that holds a token, looked at when the header field is not there.")
          @Nullable String cookie,
      @Setting("How far the issuers' clocks may be from ours.") Duration skew,
      @Setting(value = "Verified tokens that are remembered until they expire.", max = 10_000_000)
          int cache) {

    static final JwtConfig DEFAULTS =
        new JwtConfig(List.of(), "authorization", null, Duration.ofSeconds(30), 100_000);

    JwtConfig {
      issuers = List.copyOf(issuers);
    }
  }

  record IntrospectionConfig(
      @Setting("The introspection endpoint.") String url,
      @Setting("Who the gateway is to it.") String clientId,
      @Setting("The gateway's secret there.") String clientSecret,
      @Setting("The header field that holds a token, after the word Bearer.") String header,
      @Setting("A cookie that holds a token, looked at when the header field is not there.")
          @Nullable String cookie,
      @Setting("Of these, a token's aud must name one; * takes any.") List<String> audiences,
      @Setting("Claims that say what a token allows; the first that is there.") List<String> scopes,
      @Setting("Claims that name the client; the first that is there.") List<String> client,
      @Setting("How long an answer holds: a token that is taken back is refused after that.")
          Duration remember,
      @Setting(value = "Answers that are remembered.", max = 10_000_000) int cache) {

    static final IntrospectionConfig DEFAULTS =
        new IntrospectionConfig(
            "",
            "",
            "",
            "authorization",
            null,
            List.of(),
            JwtIssuer.USUAL_SCOPES,
            JwtIssuer.USUAL_CLIENT,
            Duration.ofSeconds(30),
            100_000);

    IntrospectionConfig {
      audiences = List.copyOf(audiences);
      scopes = List.copyOf(scopes);
      client = List.copyOf(client);
    }
  }

  record CertificateConfig(
      @Setting("What quotas and logs know the client by.") String client,
      @Setting("The certificate's whole subject, such as CN=billing,O=Acme; or one of the next.")
          @Nullable String subject,
      @Setting("A host among the certificate's subject alternative names.") @Nullable String dns,
      @Setting("A URI there, such as spiffe://acme.example/billing.") @Nullable String uri,
      @Setting("A mail address there.") @Nullable String email,
      @Setting("What the client may do.") List<String> scopes) {

    static final CertificateConfig DEFAULTS =
        new CertificateConfig("", null, null, null, null, List.of());

    CertificateConfig {
      scopes = List.copyOf(scopes);
    }

    CertificateClient known() {
      List<CertificateClient.Name> names = new ArrayList<>();
      if (subject != null) {
        names.add(new CertificateClient.Subject(new X500Principal(subject)));
      }
      if (dns != null) {
        names.add(new CertificateClient.Dns(dns));
      }
      if (uri != null) {
        names.add(new CertificateClient.Uri(uri));
      }
      if (email != null) {
        names.add(new CertificateClient.Email(email));
      }
      if (names.size() != 1) {
        throw new IllegalArgumentException(
            "the certificate of '" + client + "' needs one of subject, dns, uri, email");
      }
      return new CertificateClient(client, names.getFirst(), Set.copyOf(scopes));
    }
  }

  record IssuerConfig(
      @Setting("The exact value of iss in its tokens.") String issuer,
      @Setting("URL or file of its JWK Set; without it, its OpenID configuration is asked.")
          @Nullable String keys,
      @Setting("Of these, a token's aud must name one; * takes any.") List<String> audiences,
      @Setting("Algorithms of signatures that are taken.") List<String> algorithms,
      @Setting(
              "Claims that say what a token allows: names, or JSON Pointers such as"
                  + " /realm_access/roles. The first that is there.")
          List<String> scopes,
      @Setting("Claims that name the client, likewise.") List<String> client,
      @Setting("Put before the client's name, to keep the clients of several issuers apart.")
          String clientPrefix,
      @Setting("How often its keys are fetched: a key that it takes back is refused after that.")
          Duration refresh,
      @Setting("How much longer its keys hold while it cannot be reached.") Duration outage,
      @Setting("How soon tokens with unknown keys may make the gateway ask it again.")
          Duration unknownKey) {

    static final IssuerConfig DEFAULTS =
        new IssuerConfig(
            "",
            null,
            List.of(),
            JwtIssuer.USUAL_ALGORITHMS.stream().sorted().toList(),
            JwtIssuer.USUAL_SCOPES,
            JwtIssuer.USUAL_CLIENT,
            "",
            KeyTiming.DEFAULT.refresh(),
            KeyTiming.DEFAULT.outage(),
            KeyTiming.DEFAULT.unknownKey());

    IssuerConfig {
      audiences = List.copyOf(audiences);
      algorithms = List.copyOf(algorithms);
      scopes = List.copyOf(scopes);
      client = List.copyOf(client);
    }
  }
}
