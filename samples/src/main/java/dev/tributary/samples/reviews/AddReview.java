package dev.tributary.samples.reviews;

import dev.tributary.samples.data.Post.Review;
import dev.tributary.samples.serve.Given;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.TypeResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The mutation {@code addReview}: what is wrong with a review is an answer, not an error. */
final class AddReview {

  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_BODY = 5_000;

  /** What adding a review came to. */
  sealed interface Result {
    record ReviewAdded(Review review) implements Result {}

    record ReviewRefused(List<String> reasons) implements Result {}
  }

  static final TypeResolver RESULT_TYPE =
      Given.type(
          (Result result) ->
              switch (result) {
                case Result.ReviewAdded added -> "ReviewAdded";
                case Result.ReviewRefused refused -> "ReviewRefused";
              });

  private final ReviewBook book;

  AddReview(ReviewBook book) {
    this.book = book;
  }

  Result add(DataFetchingEnvironment environment) {
    Map<String, Object> input = Given.argument(environment, "input");
    String title = text(input, "title");
    String body = text(input, "body");
    int rating = (Integer) Objects.requireNonNull(input.get("rating"));
    List<String> reasons = new ArrayList<>();
    if (rating < 1 || rating > 5) {
      reasons.add("the rating must be from 1 to 5");
    }
    if (title.isBlank() || title.length() > LONGEST_TITLE) {
      reasons.add("the title must have from 1 to " + LONGEST_TITLE + " characters");
    }
    if (body.length() > LONGEST_BODY) {
      reasons.add("the body must have at most " + LONGEST_BODY + " characters");
    }
    if (!reasons.isEmpty()) {
      return new Result.ReviewRefused(reasons);
    }
    return book.add(text(input, "author"), text(input, "upc"), rating, title, body)
        .<Result>map(Result.ReviewAdded::new)
        .orElseGet(() -> new Result.ReviewRefused(List.of("no more reviews can be stored")));
  }

  private static String text(Map<String, Object> input, String field) {
    return (String) Objects.requireNonNull(input.get(field));
  }
}
