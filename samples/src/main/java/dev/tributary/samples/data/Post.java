package dev.tributary.samples.data;

import java.time.OffsetDateTime;
import java.util.List;

/** Something that a user wrote about a product. */
public sealed interface Post {

  String id();

  String body();

  OffsetDateTime created();

  /** The id of the user. */
  String authorId();

  /**
   * @param rating from 1 to 5
   * @param helpful how many found it so
   */
  record Review(
      String id,
      String authorId,
      String upc,
      int rating,
      String title,
      String body,
      OffsetDateTime created,
      int helpful)
      implements Post {

    /** The rating in a word. */
    public Sentiment sentiment() {
      return rating >= 4 ? Sentiment.GLAD : rating == 3 ? Sentiment.TORN : Sentiment.CROSS;
    }

    /** The same review with one vote more. */
    public Review votedHelpful() {
      return new Review(id, authorId, upc, rating, title, body, created, helpful + 1);
    }
  }

  /** A question, with what was answered. */
  record Question(
      String id,
      String authorId,
      String upc,
      String body,
      OffsetDateTime created,
      List<Answer> answers)
      implements Post {
    public Question {
      answers = List.copyOf(answers);
    }
  }

  /** An answer to a question. */
  record Answer(String id, String authorId, String body, OffsetDateTime created) implements Post {}

  /** How a reviewer feels. */
  enum Sentiment {
    GLAD,
    TORN,
    CROSS
  }
}
