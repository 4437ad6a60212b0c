/**
 * Runs operations: from a client's request to the bytes of the response.
 *
 * <p>The rule is that everything known in advance is done in advance, and that each byte of a
 * service's answer is touched once to understand it and once to send it on. One file per step:
 *
 * <pre>
 * once per supergraph    {@link dev.tributary.execute.Engine}, Generation
 * once per operation     OperationCompiler: Position, then StepProgram and Segment
 * once per request       Execution: which step is begun when
 *   on the way out         TargetWalk: which objects a step completes
 *                          RepresentationSet, RepresentationProgram: what the service is told of them
 *                          RequestTemplate: the body
 *   on the way back        AnswerReader: bytes to rows of the ResponseTree
 *                          RowMerger, EntityMerge: rows into the objects that asked
 *   at the end             Projector: the response, in the client's order
 *                          FieldErrors, LocatedErrors: errors, in the client's words
 * </pre>
 */
@NullMarked
package dev.tributary.execute;

import org.jspecify.annotations.NullMarked;
