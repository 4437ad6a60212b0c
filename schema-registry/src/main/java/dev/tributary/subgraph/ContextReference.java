package dev.tributary.subgraph;

import dev.tributary.supergraph.FieldSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code @fromContext(field:)} says: {@code $context { selection }}, or with a selection for
 * each type that sets the context, {@code $context ... on A { x } ... on B { y }}.
 *
 * @param context the context's name, without {@code $}
 * @param selection what to read where the context was set, as written
 */
public record ContextReference(String context, String selection) {

  /** White space, commas and comments count for nothing (GraphQL specification, 2.1.7). */
  private static final String IGNORED = "(?:[\\s,]|#[^\\n\\r]*(?:[\\n\\r]|$))*+";

  private static final Pattern REFERENCE =
      Pattern.compile(IGNORED + "\\$" + IGNORED + "([A-Za-z_]\\w*+)(.*)", Pattern.DOTALL);

  /** Null when {@code text} names no context. */
  static @Nullable ContextReference read(@Nullable String text) {
    Matcher matcher = text == null ? null : REFERENCE.matcher(text);
    return matcher != null && matcher.matches()
        ? new ContextReference(matcher.group(1), matcher.group(2))
        : null;
  }

  /** What an argument is filled from; null when it is not, or when that cannot be read. */
  public static @Nullable ContextReference of(InputValueNode argument) {
    DirectiveNode use = argument.first(FederationDirective.FROM_CONTEXT);
    return use == null ? null : read(use.string("field"));
  }

  /** Null when the selection cannot be read. */
  public @Nullable FieldSet fields() {
    return FieldSetReader.tryRead(selection);
  }

  boolean selectsNothing() {
    return selection.isBlank();
  }
}
