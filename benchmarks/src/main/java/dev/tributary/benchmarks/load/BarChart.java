package dev.tributary.benchmarks.load;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as SVG, readable on light and dark pages. */
final class BarChart {

  private static final int LABELS = 210;
  private static final int BARS = 430;
  private static final int LINE = 28;

  /**
   * @param pale drawn paler: not a rival but a measure
   */
  record Bar(String label, double value, boolean pale) {}

  private BarChart() {}

  static String svg(String title, List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    int height = 44 + bars.size() * LINE;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        font-family="system-ui, sans-serif" font-size="13" role="img">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="12" y="24" font-weight="600" fill="#1a1a1a">%3$s</text>
        """
            .formatted(LABELS + BARS + 80, height, escaped(title)));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int top = 38 + i * LINE;
      svg.append(
          String.format(
              Locale.ROOT,
              """
              <text x="%d" y="%d" text-anchor="end" fill="#1a1a1a">%s</text>
              <rect x="%d" y="%d" width="%.1f" height="18" rx="3" fill="%s"/>
              <text x="%.1f" y="%d" fill="#1a1a1a">%.2f</text>
              """,
              LABELS - 10,
              top + 14,
              escaped(bar.label()),
              LABELS,
              top,
              Math.max(1, bar.value() / most * BARS),
              bar.pale() ? "#b8c4ce" : i == 0 ? "#0b7a75" : "#5b7c99",
              LABELS + bar.value() / most * BARS + 8,
              top + 14,
              bar.value()));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
