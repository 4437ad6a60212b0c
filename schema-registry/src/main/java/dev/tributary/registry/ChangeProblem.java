package dev.tributary.registry;

/**
 * Something about a change that is wrong before anything is composed.
 *
 * @param message what is wrong and what would mend it
 * @param subgraph the subgraph it is about; empty when it is about the whole change
 */
public record ChangeProblem(Code code, String message, String subgraph) {

  /** Stable: clients may act on the names. */
  public enum Code {
    /** Nothing to publish and nothing to retire. */
    EMPTY_CHANGE,
    /** The graph would have more subgraphs than the registry allows. */
    TOO_MANY_SUBGRAPHS,
    /** One subgraph is named twice. */
    DUPLICATE_SUBGRAPH,
    INVALID_SUBGRAPH_NAME,
    INVALID_URL,
    SDL_EMPTY,
    SDL_TOO_LARGE,
    /** Text that cannot be stored as it is: half a surrogate pair, or the character NUL. */
    INVALID_TEXT,
    MESSAGE_TOO_LONG,
    /** No OpenAPI document that can be imported, or a mapping that does not fit it. */
    OPENAPI_NOT_IMPORTABLE,
    /** There is no such version to go back to. */
    UNKNOWN_VERSION,
    /** A subgraph to be retired is not in the graph. */
    UNKNOWN_SUBGRAPH,
    /** A graph keeps at least one subgraph, for without one it would serve nothing. */
    LAST_SUBGRAPH,
    /** A contract follows the variant that it shows a part of: nothing is published to it. */
    CONTRACT_VARIANT
  }
}
