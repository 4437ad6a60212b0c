package dev.tributary.samples.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.differential.OperationGenerator.Generated;
import graphql.analysis.QueryTraverser;
import graphql.analysis.QueryVisitorFieldEnvironment;
import graphql.analysis.QueryVisitorStub;
import graphql.parser.Parser;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OperationGeneratorTest {

  private final GraphQLSchema schema =
      new Monolith(InstantSource.fixed(SampleServicesExtension.NOW)).schema();
  private final OperationGenerator generator =
      new OperationGenerator(schema, new SampleValues(), OperationGenerator.MOST_SELECTIONS);

  @Test
  void theSameSeedMakesTheSameOperation() {
    assertThat(generator.query(17)).isEqualTo(generator.query(17));
    assertThat(generator.query(17).document()).isNotEqualTo(generator.query(18).document());
  }

  @Test
  void aFewHundredOperationsTouchEveryFieldAndEveryFeature() {
    Set<String> touched = new TreeSet<>();
    StringBuilder all = new StringBuilder();
    LongStream.rangeClosed(1, 500)
        .mapToObj(generator::query)
        .forEach(one -> read(one, touched, all));
    LongStream.rangeClosed(1, 60)
        .mapToObj(generator::mutation)
        .forEach(one -> read(one, touched, all));

    assertThat(touched).containsAll(everyField());
    assertThat(all.toString())
        .contains("@skip(if: $", "@include(if: true", "... on Post", "...F1", "... {", ": null");
  }

  private Set<String> everyField() {
    return schema.getAllTypesAsList().stream()
        .filter(type -> type instanceof GraphQLFieldsContainer && !type.getName().startsWith("__"))
        // What has more than one answer is compared elsewhere.
        .filter(type -> type != schema.getSubscriptionType())
        .map(GraphQLFieldsContainer.class::cast)
        .flatMap(
            type ->
                type.getFieldDefinitions().stream()
                    .map(field -> type.getName() + "." + field.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void read(Generated operation, Set<String> touched, StringBuilder all) {
    all.append(operation.document());
    QueryTraverser.newQueryTraverser()
        .schema(schema)
        .document(new Parser().parseDocument(operation.document()))
        .variables(operation.variables())
        .build()
        .visitPreOrder(
            new QueryVisitorStub() {
              @Override
              public void visitField(QueryVisitorFieldEnvironment field) {
                if (!field.isTypeNameIntrospectionField()) {
                  touched.add(
                      field.getFieldsContainer().getName() + "." + field.getField().getName());
                }
              }
            });
  }
}
