package dev.tributary.supergraph;

import org.jspecify.annotations.Nullable;

/** Reads a type reference such as {@code [String!]!} that stands in a string of its own. */
final class TypeRefParser {

  private TypeRefParser() {}

  /** Null when {@code text} is not a type. */
  static @Nullable TypeRef parse(String text) {
    SdlLexer lexer = new SdlLexer(text, new NameTable());
    try {
      lexer.advance();
      TypeRef type = new SdlValues(lexer).type();
      return lexer.at(SdlLexer.END) ? type : null;
    } catch (SdlSyntaxException notAType) {
      return null;
    }
  }
}
