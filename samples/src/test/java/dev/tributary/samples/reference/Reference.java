package dev.tributary.samples.reference;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reference composer and planner, run by Node. */
final class Reference {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Reference() {}

  /**
   * What the reference is asked.
   *
   * @param supergraph what Tributary made of the subgraphs; null when it refused them
   * @param operations to plan, on both supergraphs
   */
  record Question(
      List<SubgraphSource> subgraphs, @Nullable String supergraph, List<String> operations) {}

  /**
   * What it says.
   *
   * @param theirs how it reads its own supergraph; null when it refused the subgraphs
   * @param ours how it reads Tributary's; null when there is none
   */
  record Answer(Composed composition, @Nullable Reading theirs, @Nullable Reading ours) {}

  /**
   * What the subgraphs come to.
   *
   * @param supergraph null when refused
   * @param errors the codes when refused
   * @param error why it gave up, when it did
   */
  record Composed(
      @Nullable String supergraph, @Nullable List<String> errors, @Nullable String error) {

    String outcome() {
      return supergraph != null ? "composed" : errors != null ? errors.toString() : "" + error;
    }
  }

  /**
   * A supergraph as read.
   *
   * @param api the client-facing schema, in SDL
   * @param plans of the operations, in their order
   * @param error why it cannot be read; the others are null then
   */
  record Reading(@Nullable String api, @Nullable List<Planned> plans, @Nullable String error) {}

  /**
   * The size of a plan.
   *
   * @param stages fetches that wait for each other at most
   * @param error why there is no plan
   */
  record Planned(int fetches, int stages, @Nullable String error) {}

  /** The answers, in the order of the questions. */
  static List<Answer> answers(List<Question> questions) {
    try {
      byte[] output = NpmPackages.run("reference.mjs", JSON.writeValueAsBytes(questions));
      return List.of(JSON.readValue(output, Answer[].class));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
