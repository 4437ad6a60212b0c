package dev.tributary.check;

import java.util.Comparator;

/**
 * One difference between what clients saw before and what they see after.
 *
 * @param coordinate what changed, as a schema coordinate (GraphQL specification, September 2025,
 *     section 3.14); it may name something that is there only before, or only after
 * @param message one sentence about it
 */
public record SchemaChange(Kind kind, String coordinate, String message)
    implements Comparable<SchemaChange> {

  /** What a change may do to clients, worst first. */
  public enum Severity {
    /** Some operation that was valid is not any more, or is answered in a form that it excludes. */
    BREAKING,
    /** Every operation stays valid, and a client may meet what it did not expect. */
    DANGEROUS,
    /** No client can tell, unless it asks for what is new. */
    SAFE
  }

  /** Stable: programs may act on the names. */
  public enum Kind {
    TYPE_REMOVED(Severity.BREAKING),
    TYPE_ADDED(Severity.SAFE),
    TYPE_KIND_CHANGED(Severity.BREAKING),
    FIELD_REMOVED(Severity.BREAKING),
    FIELD_ADDED(Severity.SAFE),
    FIELD_TYPE_CHANGED(Severity.BREAKING),
    /** The new type promises more: it is never null, say. */
    FIELD_TYPE_NARROWED(Severity.SAFE),
    ARGUMENT_REMOVED(Severity.BREAKING),
    REQUIRED_ARGUMENT_ADDED(Severity.BREAKING),
    OPTIONAL_ARGUMENT_ADDED(Severity.DANGEROUS),
    ARGUMENT_TYPE_CHANGED(Severity.BREAKING),
    /** The new type takes more: null, say. */
    ARGUMENT_TYPE_WIDENED(Severity.SAFE),
    ARGUMENT_DEFAULT_CHANGED(Severity.DANGEROUS),
    INPUT_FIELD_REMOVED(Severity.BREAKING),
    REQUIRED_INPUT_FIELD_ADDED(Severity.BREAKING),
    OPTIONAL_INPUT_FIELD_ADDED(Severity.DANGEROUS),
    INPUT_FIELD_TYPE_CHANGED(Severity.BREAKING),
    INPUT_FIELD_TYPE_WIDENED(Severity.SAFE),
    INPUT_FIELD_DEFAULT_CHANGED(Severity.DANGEROUS),
    ONE_OF_ADDED(Severity.BREAKING),
    ONE_OF_REMOVED(Severity.SAFE),
    ENUM_VALUE_REMOVED(Severity.BREAKING),
    /** Clients may be given a value that they do not know. */
    ENUM_VALUE_ADDED(Severity.DANGEROUS),
    /** The enum is never in an answer. */
    INPUT_ENUM_VALUE_ADDED(Severity.SAFE),
    UNION_MEMBER_REMOVED(Severity.BREAKING),
    UNION_MEMBER_ADDED(Severity.DANGEROUS),
    INTERFACE_LEFT(Severity.BREAKING),
    INTERFACE_JOINED(Severity.DANGEROUS),
    DEPRECATED(Severity.SAFE),
    DEPRECATION_REMOVED(Severity.SAFE),
    DEPRECATION_REASON_CHANGED(Severity.SAFE),
    DESCRIPTION_CHANGED(Severity.SAFE),
    /** A directive that operations may use. */
    DIRECTIVE_REMOVED(Severity.BREAKING),
    DIRECTIVE_ADDED(Severity.SAFE),
    /** It may stand in fewer places, or once where it might be repeated. */
    DIRECTIVE_NARROWED(Severity.BREAKING),
    DIRECTIVE_WIDENED(Severity.SAFE),
    /** {@code @authenticated}, {@code @requiresScopes} or {@code @policy} ask something else. */
    ACCESS_CHANGED(Severity.DANGEROUS),
    /** {@code @cost} or {@code @listSize}: a client's quota may go less far. */
    COST_CHANGED(Severity.DANGEROUS);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    public Severity severity() {
      return severity;
    }
  }

  private static final Comparator<SchemaChange> WORST_FIRST =
      Comparator.comparing(SchemaChange::severity)
          .thenComparing(SchemaChange::coordinate)
          .thenComparing(SchemaChange::kind)
          .thenComparing(SchemaChange::message);

  public Severity severity() {
    return kind.severity();
  }

  /** The worst first, then by coordinate. */
  @Override
  public int compareTo(SchemaChange other) {
    return WORST_FIRST.compare(this, other);
  }
}
