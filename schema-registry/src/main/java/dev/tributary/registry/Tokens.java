package dev.tributary.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Issues tokens and knows them again.
 *
 * <p>A token is {@code tributary_ID_SECRET}. The id finds it in the store; the secret is 256 random
 * bits, of which only the SHA-256 is stored. A slow password hash would add nothing: so many random
 * bits cannot be guessed from a fast one.
 *
 * <p>All methods block on the store and may be called by any thread.
 */
public final class Tokens {

  private static final String PREFIX = "tributary";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final int MAX_LABEL_LENGTH = 100;

  /** Compared with when there is no token of an id, so that both cases take the same steps. */
  private static final String NO_HASH = "0".repeat(64);

  private final RegistryStore store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Tokens(RegistryStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Issues a token.
   *
   * @param label whom it is for, such as {@code reviews-ci}; 1 to 100 characters
   * @param actor who does it, for the audit log
   * @throws IllegalArgumentException when the label is not so; ask {@link #isLabel} first
   */
  public IssuedToken issue(String label, TokenRole role, TokenScope scope, String actor) {
    IssuedToken issued = make(label, role, scope);
    store.addToken(issued.token(), actor);
    return issued;
  }

  /** The same of nobody's doing. */
  public IssuedToken issue(String label, TokenRole role, TokenScope scope) {
    return issue(label, role, scope, "");
  }

  public static boolean isLabel(String label) {
    return !label.isBlank()
        && label.length() <= MAX_LABEL_LENGTH
        && label.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(label);
  }

  /** The token that somebody presents, when it is one of ours and not revoked. */
  public Optional<StoredToken> authenticate(String presented) {
    String[] parts = presented.split("_", 3);
    if (parts.length != 3
        || !parts[0].equals(PREFIX)
        || parts[1].length() != 2 * ID_BYTES
        || parts[2].length() != 2 * SECRET_BYTES) {
      return Optional.empty();
    }
    Optional<StoredToken> token = store.token(parts[1]);
    boolean same =
        MessageDigest.isEqual(
            ContentHash.ofDocument(parts[2]).getBytes(StandardCharsets.US_ASCII),
            token.map(StoredToken::secretHash).orElse(NO_HASH).getBytes(StandardCharsets.US_ASCII));
    return token.filter(t -> same && t.revokedAt().isEmpty());
  }

  /** All tokens, revoked ones too, oldest first. */
  public List<StoredToken> list() {
    return store.tokens();
  }

  /**
   * Revokes a token from now on.
   *
   * @param actor who does it, for the audit log
   * @return whether there was such a token that had not been revoked before
   */
  public boolean revoke(String id, String actor) {
    return store.revokeToken(id, clock.instant().truncatedTo(ChronoUnit.MICROS), actor);
  }

  /** The same of nobody's doing. */
  public boolean revoke(String id) {
    return revoke(id, "");
  }

  /**
   * Issues the first token of a new store, one for all graphs that may do everything, and writes it
   * to a file that only its owner can read. Does nothing when the store has tokens.
   *
   * @return whether it did
   * @throws RegistryStoreException when the file cannot be written
   */
  public boolean bootstrap(Path file) {
    if (!store.tokens().isEmpty()) {
      return false;
    }
    IssuedToken issued = make("bootstrap", TokenRole.ADMIN, new TokenScope.EveryGraph());
    try {
      // The file first: if we die in between, the next start finds no token and does both again.
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        OwnerOnly.createDirectories(directory);
      }
      OwnerOnly.write(file, issued.secret() + "\n");
    } catch (IOException e) {
      throw new RegistryStoreException("cannot write the first token to " + file, e);
    }
    store.addToken(issued.token());
    return true;
  }

  private IssuedToken make(String label, TokenRole role, TokenScope scope) {
    if (!isLabel(label)) {
      throw new IllegalArgumentException("not a label");
    }
    String id = randomHex(ID_BYTES);
    String secret = randomHex(SECRET_BYTES);
    return new IssuedToken(
        new StoredToken(
            id,
            ContentHash.ofDocument(secret),
            label,
            role,
            scope,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            Optional.empty()),
        PREFIX + "_" + id + "_" + secret);
  }

  private String randomHex(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
