package dev.tributary.route;

import org.jspecify.annotations.Nullable;

/** Addresses in answers: a service tells its own, which clients cannot reach or must not know. */
final class Locations {

  private Locations() {}

  /**
   * @param value a URL, or a path
   * @param authority of the service
   * @param base the path of the service's URL
   * @param rewrite how the route makes paths; null for not at all
   * @param pattern of paths that the route is for
   */
  static String seen(
      String value,
      String authority,
      String base,
      @Nullable PathRewrite rewrite,
      PathPattern pattern) {
    String path = path(value, authority);
    if (path == null) {
      return value;
    }
    String theirs = base + (rewrite == null ? "" : rewrite.fixed());
    String ours = rewrite == null ? "" : pattern.fixed();
    if (ours == null || rewrite != null && rewrite.fixed() == null || !isBelow(path, theirs)) {
      return path;
    }
    String seen = ours + path.substring(theirs.length());
    // Two slashes at the beginning would name a host.
    return seen.isEmpty() ? "/" : seen.startsWith("//") ? seen.substring(1) : seen;
  }

  private static boolean isBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length()
            || prefix.isEmpty()
            || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
  }

  /** What follows the service's authority; null for an address elsewhere. */
  private static @Nullable String path(String value, String authority) {
    if (value.startsWith("/") && !value.startsWith("//")) {
      return value;
    }
    int scheme = value.indexOf("://");
    if (scheme < 0 || authority.isEmpty()) {
      return null;
    }
    String rest = value.substring(scheme + 3);
    String plain = authority.replaceFirst(":(80|443)$", "");
    for (String own : new String[] {authority, plain}) {
      if (rest.regionMatches(true, 0, own, 0, own.length())) {
        String path = rest.substring(own.length());
        if (path.isEmpty()) {
          return "/";
        }
        if ("/?#".indexOf(path.charAt(0)) >= 0) {
          return path.charAt(0) == '/' ? path : "/" + path;
        }
      }
    }
    return null;
  }
}
