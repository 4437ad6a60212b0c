package dev.tributary.auth;

import dev.tributary.auth.Authentication.Anonymous;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Unavailable;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationMethod.Finding;
import dev.tributary.telemetry.RequestRecord;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Finds out who is calling, by one or several methods in their order. The first one that finds
 * credentials of its kind decides; credentials that none of them understands are refused.
 *
 * <p>Safe to use from any thread, and never blocks it.
 */
public final class Authenticator implements AutoCloseable {

  /** Whether requests without credentials are served. */
  public enum Anonymity {
    ALLOWED,
    REFUSED
  }

  private static final CompletableFuture<Authentication> ANONYMOUS =
      CompletableFuture.completedFuture(new Anonymous());

  private final List<AuthenticationMethod> methods;
  private final Anonymity anonymity;
  private final String challenge;
  private final Runnable stopBackground;
  private final CheckLog log = new CheckLog();

  /**
   * @param stopBackground ends what keeps keys fresh
   */
  Authenticator(
      List<? extends AuthenticationMethod> methods, Anonymity anonymity, Runnable stopBackground) {
    this.methods = List.copyOf(methods);
    this.stopBackground = stopBackground;
    this.anonymity = anonymity;
    this.challenge =
        this.methods.stream()
            .map(AuthenticationMethod::challenge)
            .distinct()
            .collect(Collectors.joining(", "));
  }

  /** Looks at nothing: everybody is anonymous. */
  public static Authenticator none() {
    return new Authenticator(List.of(), Anonymity.ALLOWED, () -> {});
  }

  /**
   * Reads the files that the options name; may block.
   *
   * @throws IllegalArgumentException when the options do not go together, or a file cannot be read
   *     or is wrong
   */
  public static Authenticator of(AuthenticationOptions options) {
    return new AuthenticationSetup(options, Clock.systemUTC()).build();
  }

  /**
   * What a request is asked for that needs credentials and has none: the value of {@code
   * WWW-Authenticate} (RFC 9110, 11.6.1).
   */
  public String challenge() {
    return challenge.isEmpty() ? "Bearer" : challenge;
  }

  /**
   * The header fields that hold credentials, lower case: what came by a way without header fields
   * gives them by these names.
   */
  public Set<String> headers() {
    return methods.stream()
        .flatMap(method -> method.headers().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Tells who is calling.
   *
   * @return already complete when no signature, file or server had to be asked; never fails
   */
  public CompletableFuture<Authentication> authenticate(Credentials credentials) {
    boolean foreign = false;
    for (AuthenticationMethod method : methods) {
      switch (method.look(credentials)) {
        case Finding.Absent absent -> {}
        case Finding.Foreign other -> foreign = true;
        case Finding.Own(CompletableFuture<Authentication> authentication) -> {
          return told(method, authentication, credentials);
        }
      }
    }
    if (foreign) {
      return refused(
          Code.INVALID_CREDENTIALS, "The credentials are not of a kind known here.", credentials);
    }
    return anonymity == Anonymity.ALLOWED
        ? ANONYMOUS
        : refused(Code.UNAUTHENTICATED, "Credentials are required.", credentials);
  }

  private CompletableFuture<Authentication> told(
      AuthenticationMethod method,
      CompletableFuture<Authentication> authentication,
      Credentials credentials) {
    if (authentication.isDone()
        && !authentication.isCompletedExceptionally()
        && authentication.resultNow() instanceof Verified) {
      return authentication;
    }
    RequestRecord record = credentials.record();
    String remote = credentials.remote();
    return authentication
        .exceptionally(
            bug -> {
              log.failed(method.name(), bug);
              return new Unavailable("The credentials cannot be checked now.");
            })
        .thenApply(
            result -> {
              switch (result) {
                case Refused refused ->
                    record.authenticationRefused(method.name(), refused.code().name(), remote);
                case Unavailable unavailable ->
                    record.authenticationRefused(
                        method.name(), "AUTHENTICATION_UNAVAILABLE", remote);
                case Verified verified -> {}
                case Anonymous anonymous -> {}
              }
              return result;
            });
  }

  private CompletableFuture<Authentication> refused(
      Code code, String message, Credentials credentials) {
    credentials.record().authenticationRefused("none", code.name(), credentials.remote());
    return CompletableFuture.completedFuture(new Refused(code, message, challenge));
  }

  @Override
  public void close() {
    stopBackground.run();
    methods.forEach(AuthenticationMethod::close);
  }
}
