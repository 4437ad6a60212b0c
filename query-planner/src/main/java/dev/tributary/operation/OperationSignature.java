package dev.tributary.operation;

import graphql.language.AstPrinter;
import graphql.language.AstTransformer;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.FloatValue;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.IntValue;
import graphql.language.Node;
import graphql.language.NodeVisitorStub;
import graphql.language.OperationDefinition;
import graphql.language.StringValue;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import graphql.util.TreeTransformerUtil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it may be written down: what it asks for, without what it asks about. Strings in
 * it are empty and numbers one (a list of none would cost nothing), other operations of its
 * document and comments are gone. It is valid where the operation was.
 *
 * @param name empty when it has none
 * @param kind {@code query}, {@code mutation} or {@code subscription}
 * @param document on as few characters as can be read
 * @param hash SHA-256 of the document, in hexadecimal digits: operations that differ in their
 *     literals, or in how they are spaced, have the same
 */
public record OperationSignature(String name, String kind, String document, String hash) {

  private static final ParserOptions OPTIONS =
      ParserOptions.newParserOptions()
          .captureIgnoredChars(false)
          .captureLineComments(false)
          .captureSourceLocation(false)
          .readerTrackData(false)
          .maxTokens(100_000)
          .maxWhitespaceTokens(1_000_000)
          .maxRuleDepth(1_000)
          .build();

  /**
   * @param operationName which of the document's operations; may be null when it has only one
   * @return empty when the document cannot be read or has no such operation
   */
  public static Optional<OperationSignature> of(String document, @Nullable String operationName) {
    return syntax(document).flatMap(read -> of(read, operationName));
  }

  /**
   * A document without positions and comments, as far as it is to be looked through and no more.
   *
   * @return empty when it cannot be read
   */
  public static Optional<Document> syntax(String document) {
    try {
      return Optional.of(
          new Parser()
              .parseDocument(
                  ParserEnvironment.newParserEnvironment()
                      .document(document)
                      .parserOptions(OPTIONS)
                      .build()));
    } catch (InvalidSyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<OperationSignature> of(Document syntax, @Nullable String operationName) {
    return syntax.getDefinitionsOfType(OperationDefinition.class).stream()
        .filter(operation -> operationName == null || operationName.equals(operation.getName()))
        .findFirst()
        .map(operation -> of(syntax, operation));
  }

  private static OperationSignature of(Document syntax, OperationDefinition operation) {
    Document needed =
        Document.newDocument().definitions(withItsFragments(syntax, operation)).build();
    String text = AstPrinter.printAstCompact(new AstTransformer().transform(needed, new Hiding()));
    return new OperationSignature(
        operation.getName() == null ? "" : operation.getName(),
        operation.getOperation().name().toLowerCase(Locale.ROOT),
        text,
        sha256(text));
  }

  @SuppressWarnings("rawtypes") // as graphql-java declares it
  private static List<Definition> withItsFragments(Document syntax, OperationDefinition operation) {
    Map<String, FragmentDefinition> fragments = new HashMap<>();
    syntax
        .getDefinitionsOfType(FragmentDefinition.class)
        .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    Set<FragmentDefinition> used = new LinkedHashSet<>();
    Deque<Node<?>> open = new ArrayDeque<>(List.<Node<?>>of(operation));
    while (!open.isEmpty()) {
      Node<?> node = open.pop();
      if (node instanceof FragmentSpread spread) {
        FragmentDefinition fragment = fragments.get(spread.getName());
        if (fragment != null && used.add(fragment)) {
          open.push(fragment);
        }
      }
      for (Node<?> child : node.getChildren()) {
        open.push(child);
      }
    }
    List<Definition> definitions = new ArrayList<>();
    definitions.add(operation);
    // By name: the order in which clients write fragments says nothing.
    fragments.values().stream()
        .filter(used::contains)
        .sorted((one, other) -> one.getName().compareTo(other.getName()))
        .forEach(definitions::add);
    return definitions;
  }

  /** Takes values out and leaves their kinds. */
  private static final class Hiding extends NodeVisitorStub {
    // A new node each time: the transformer tells nodes apart by what they are, not by where.

    @Override
    @SuppressWarnings("rawtypes") // as graphql-java declares it
    public TraversalControl visitIntValue(IntValue value, TraverserContext<Node> context) {
      return TreeTransformerUtil.changeNode(context, IntValue.newIntValue(BigInteger.ONE).build());
    }

    @Override
    @SuppressWarnings("rawtypes") // as graphql-java declares it
    public TraversalControl visitFloatValue(FloatValue value, TraverserContext<Node> context) {
      return TreeTransformerUtil.changeNode(
          context, FloatValue.newFloatValue(BigDecimal.ONE).build());
    }

    @Override
    @SuppressWarnings("rawtypes") // as graphql-java declares it
    public TraversalControl visitStringValue(StringValue value, TraverserContext<Node> context) {
      return TreeTransformerUtil.changeNode(context, StringValue.newStringValue("").build());
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
