package dev.tributary.openapi;

/**
 * Patterns in which a star stands for any characters, and in a path for those of one segment only;
 * there two stars are any segments. Takes time in proportion to both lengths.
 */
final class Glob {

  private Glob() {}

  static boolean matches(String pattern, String text, boolean path) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (int p = 0; p < pattern.length(); p++) {
      boolean[] next = new boolean[text.length() + 1];
      boolean star = pattern.charAt(p) == '*';
      boolean all = star && (!path || p + 1 < pattern.length() && pattern.charAt(p + 1) == '*');
      p += all && path ? 1 : 0;
      for (int t = 0; t <= text.length(); t++) {
        if (star) {
          boolean further = t > 0 && next[t - 1] && (all || text.charAt(t - 1) != '/');
          next[t] = reached[t] || further;
        } else {
          next[t] = t > 0 && reached[t - 1] && text.charAt(t - 1) == pattern.charAt(p);
        }
      }
      reached = next;
    }
    return reached[text.length()];
  }
}
