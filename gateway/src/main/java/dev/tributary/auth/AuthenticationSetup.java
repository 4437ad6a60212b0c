package dev.tributary.auth;

import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.AuthenticationOptions.JwtOptions;
import dev.tributary.auth.JwtIssuer.KeyTiming;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an {@link Authenticator} of its options: reads what must be there from the start. */
final class AuthenticationSetup {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationSetup.class);

  /** How soon a changed file holds, and how exactly keys are refreshed. */
  private static final long LOOK_MILLIS = 1_000;

  private final List<AuthenticationMethod> methods = new ArrayList<>();
  private final List<WatchedFile<?>> files = new ArrayList<>();
  private final List<IssuerKeys> issuers = new ArrayList<>();
  private final Path directory;
  private final AuthenticationOptions options;
  private final Clock clock;

  AuthenticationSetup(AuthenticationOptions options, Clock clock) {
    this.options = options;
    this.directory = options.directory();
    this.clock = clock;
  }

  /**
   * @throws IllegalArgumentException when a file cannot be read or is wrong
   */
  Authenticator build() {
    if (options.apiKeys() != null) {
      add(options.apiKeys());
    }
    if (options.jwt() == null && options.introspection() == null) {
      addCertificates();
      return new Authenticator(methods, options.anonymity(), background());
    }
    Workers workers = new Workers();
    HttpFetch http = new HttpFetch(workers.threads());
    if (options.jwt() != null) {
      add(options.jwt(), workers, http);
    }
    if (options.introspection() != null) {
      methods.add(new IntrospectionMethod(options.introspection(), http, workers, clock));
    }
    addCertificates();
    Runnable background = background();
    return new Authenticator(
        methods,
        options.anonymity(),
        () -> {
          background.run();
          http.close();
          workers.close();
        });
  }

  private void addCertificates() {
    if (!options.certificates().isEmpty()) {
      methods.add(new CertificateMethod(options.certificates()));
    }
  }

  private void add(JwtOptions jwt, Workers workers, HttpFetch http) {
    Map<JwtIssuer, TokenVerifier> verifiers = new HashMap<>();
    for (JwtIssuer issuer : jwt.issuers()) {
      IssuerKeys keys = keys(issuer, workers, http);
      issuers.add(keys);
      verifiers.put(issuer, new TokenVerifier(issuer, keys, jwt.skew(), clock));
    }
    methods.add(new JwtMethod(jwt.source(), verifiers, jwt.cached(), workers, clock));
  }

  private IssuerKeys keys(JwtIssuer issuer, Workers workers, HttpFetch http) {
    String keys = issuer.keys();
    KeyTiming timing = issuer.timing();
    KeyDocument document;
    if (keys == null) {
      document = KeyDocument.discovered(issuer.issuer(), http);
    } else if (keys.startsWith("https://") || keys.startsWith("http://")) {
      document = KeyDocument.url(URI.create(keys), http);
    } else {
      Path file = directory.resolve(keys);
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(keys + " cannot be read");
      }
      document = KeyDocument.file(file);
      // Looking is cheap here.
      timing =
          new KeyTiming(
              Duration.ofMillis(LOOK_MILLIS),
              timing.refresh().plus(timing.outage()),
              Duration.ofMillis(LOOK_MILLIS));
    }
    return new IssuerKeys(issuer.issuer(), document, timing, clock, workers.threads());
  }

  private void add(ApiKeyOptions apiKeys) {
    List<Supplier<ApiKeys.Index>> keys = new ArrayList<>();
    String file = apiKeys.file();
    if (file != null) {
      keys.add(watched(directory.resolve(file), path -> ApiKeys.Index.of(ApiKeyFile.read(path))));
    }
    DeliveredKeys delivered = apiKeys.delivered();
    if (delivered != null) {
      keys.add(delivered::current);
    }
    methods.add(new ApiKeys(apiKeys.header(), apiKeys.secret(), keys, clock));
  }

  private <T> WatchedFile<T> watched(Path file, WatchedFile.Reader<T> reader) {
    try {
      WatchedFile<T> watched = new WatchedFile<>(file, reader);
      files.add(watched);
      return watched;
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private Runnable background() {
    if (files.isEmpty() && issuers.isEmpty()) {
      return () -> {};
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("credentials").factory());
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            issuers.forEach(IssuerKeys::refreshIfDue);
            files.forEach(WatchedFile::refresh);
          } catch (RuntimeException bug) {
            // The timer would never run again.
            LOG.error("Keys could not be refreshed", bug);
          }
        },
        0,
        LOOK_MILLIS,
        TimeUnit.MILLISECONDS);
    return timer::shutdownNow;
  }
}
