package dev.tributary.supergraph;

import dev.tributary.supergraph.Value.ListValue;
import dev.tributary.supergraph.Value.ObjectValue;
import dev.tributary.supergraph.Value.StringValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@code @link} imports (link v1.0). */
public final class LinkImports {
  private LinkImports() {}

  /**
   * @param imports the argument {@code import}: of its elements, those that are no string and no
   *     {@code {name, as}} are left out
   * @return what each is called in the document, by its name in the specification; directives with
   *     their {@code @}
   */
  public static Map<String, String> of(@Nullable Value imports) {
    Map<String, String> spelled = new LinkedHashMap<>();
    if (imports instanceof ListValue(var elements)) {
      for (Value element : elements) {
        if (element instanceof StringValue(String name)) {
          spelled.put(name, name);
        } else if (element instanceof ObjectValue(var fields)
            && fields.get("name") instanceof StringValue(String name)) {
          spelled.put(name, fields.get("as") instanceof StringValue(String as) ? as : name);
        }
      }
    }
    return spelled;
  }
}
