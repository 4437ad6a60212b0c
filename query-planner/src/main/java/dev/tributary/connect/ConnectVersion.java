package dev.tributary.connect;

import java.util.Optional;

/**
 * A version of the connect specification. Files say which one they mean in their {@code @link};
 * several forms mean different things in different versions, so that everything that reads mappings
 * is told the version.
 *
 * <p>Version 0.1 is read as 0.2, which only added to it.
 */
public enum ConnectVersion {
  V0_1,
  V0_2,
  V0_3,
  V0_4;

  /** Everything before the version in a link's URL. */
  public static final String IDENTITY = "https://specs.apollo.dev/connect";

  /** What a document means when it does not say: the version with the fewest surprises. */
  public static final ConnectVersion DEFAULT = V0_2;

  /**
   * @param linkUrl the {@code url} of an {@code @link}
   * @return empty when the link is not for the connect specification, or for a version unknown here
   */
  public static Optional<ConnectVersion> ofLink(String linkUrl) {
    return switch (linkUrl) {
      case IDENTITY + "/v0.1" -> Optional.of(V0_1);
      case IDENTITY + "/v0.2" -> Optional.of(V0_2);
      case IDENTITY + "/v0.3" -> Optional.of(V0_3);
      case IDENTITY + "/v0.4" -> Optional.of(V0_4);
      default -> Optional.empty();
    };
  }

  public static boolean isConnectLink(String linkUrl) {
    return linkUrl.equals(IDENTITY) || linkUrl.startsWith(IDENTITY + "/");
  }

  /** {@code ?}, {@code ??}, {@code ?!} and single keys as expressions (0.3 and later). */
  boolean hasOptionalSteps() {
    return compareTo(V0_3) >= 0;
  }

  /** Literals after an alias, spreads, commas between items, {@code {...}} bodies (0.4). */
  boolean hasBareLiterals() {
    return compareTo(V0_4) >= 0;
  }

  @Override
  public String toString() {
    return "v0." + (ordinal() + 1);
  }
}
