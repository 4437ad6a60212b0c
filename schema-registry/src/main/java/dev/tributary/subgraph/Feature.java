package dev.tributary.subgraph;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A specification that a schema links to, at one version (core schemas specification, link v1.0).
 *
 * @param identity its URL without the version
 * @param name the last segment of the identity: the default prefix of its elements
 */
public record Feature(String identity, String name, int major, int minor) {

  public static final String LINK = "https://specs.apollo.dev/link";
  public static final String FEDERATION = "https://specs.apollo.dev/federation";
  public static final String CONNECT = "https://specs.apollo.dev/connect";

  /** Our own: what connect cannot say of a REST service. */
  public static final String REST = "https://specs.tributary.dev/rest";

  private static final Pattern URL =
      Pattern.compile(
          "(?<identity>.*/(?<name>[A-Za-z_][A-Za-z0-9_-]*))/v(?<major>\\d{1,6})\\.(?<minor>\\d{1,6})/?");

  /** Null when {@code url} is not of the form {@code .../name/vX.Y}. */
  public static @Nullable Feature parse(String url) {
    Matcher matcher = URL.matcher(url.strip());
    if (!matcher.matches()) {
      return null;
    }
    return new Feature(
        matcher.group("identity"),
        matcher.group("name"),
        Integer.parseInt(matcher.group("major")),
        Integer.parseInt(matcher.group("minor")));
  }

  String version() {
    return "v" + major + "." + minor;
  }

  @Override
  public String toString() {
    return identity + "/" + version();
  }
}
