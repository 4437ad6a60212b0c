package dev.tributary.json;

/** Well-formed UTF-8 (RFC 3629, section 4): shortest forms only, no surrogates, up to U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * Checks the sequences of two bytes and more that follow each other from {@code i}. Text in a
   * script other than Latin is nearly all of these, so the loop stays here until ASCII comes.
   *
   * @return the index of the first byte after them; -1 when one is ill-formed or cut short
   */
  static int sequencesFrom(byte[] bytes, int i, int end) {
    while (i < end && bytes[i] < 0) {
      int lead = bytes[i] & 0xFF;
      int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      if (lead < 0xC2 || lead > 0xF4 || i + length > end) {
        return -1;
      }
      int second = bytes[i + 1] & 0xFF;
      int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      if (second < least || second > most) {
        return -1;
      }
      for (int k = 2; k < length; k++) {
        if ((bytes[i + k] & 0xC0) != 0x80) {
          return -1;
        }
      }
      i += length;
    }
    return i;
  }
}
