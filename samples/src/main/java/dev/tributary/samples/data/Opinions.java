package dev.tributary.samples.data;

import static dev.tributary.samples.data.Vocabulary.pick;

import dev.tributary.samples.data.Post.Answer;
import dev.tributary.samples.data.Post.Question;
import dev.tributary.samples.data.Post.Review;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What users wrote.
 *
 * @param usernames by user, index 0 is that of {@code u1}: the copy that the reviews service keeps
 */
public record Opinions(List<Review> reviews, List<Question> questions, List<String> usernames) {

  private static final int REVIEWS = 1_500;
  private static final int QUESTIONS = 150;

  private static final OffsetDateTime FIRST =
      OffsetDateTime.of(2024, 1, 1, 6, 0, 0, 0, ZoneOffset.UTC);

  public Opinions {
    reviews = List.copyOf(reviews);
    questions = List.copyOf(questions);
    usernames = List.copyOf(usernames);
  }

  /** The same opinions every time, the oldest first. */
  public static Opinions generate() {
    Random random = new Random(7);
    List<String> upcs = Catalogue.upcs();
    List<Review> reviews = new ArrayList<>(REVIEWS);
    for (int number = 1; number <= REVIEWS; number++) {
      // One post every eleven hours: no two were written at the same time.
      reviews.add(review(random, upcs, number, FIRST.plusHours(number * 11L)));
    }
    List<Question> questions = new ArrayList<>(QUESTIONS);
    for (int number = 1; number <= QUESTIONS; number++) {
      questions.add(question(random, upcs, number, FIRST.plusHours(number * 110L + 3)));
    }
    return new Opinions(reviews, questions, People.usernames());
  }

  /** The name of a user, by id. */
  public Optional<String> username(String id) {
    return id.matches("u[1-9][0-9]{0,3}")
        ? Optional.of(Integer.parseInt(id.substring(1)) - 1)
            .filter(index -> index < usernames.size())
            .map(usernames::get)
        : Optional.empty();
  }

  private static Review review(
      Random random, List<String> upcs, int number, OffsetDateTime created) {
    int rating = pick(random, List.of(1, 2, 3, 3, 4, 4, 4, 5, 5, 5));
    List<String> phrases =
        rating >= 4 ? Vocabulary.GLAD : rating == 3 ? Vocabulary.TORN : Vocabulary.CROSS;
    String first = pick(random, phrases);
    String second = pick(random, phrases);
    String title = first.substring(0, first.indexOf(' ', 9)) + "...";
    return new Review(
        "r" + number,
        author(random),
        // The last twenty products have not been reviewed yet.
        upcs.get(random.nextInt(upcs.size() - 20)),
        rating,
        title,
        first.equals(second) ? first : first + " " + second,
        created,
        random.nextInt(40));
  }

  private static Question question(
      Random random, List<String> upcs, int number, OffsetDateTime created) {
    List<Answer> answers = new ArrayList<>();
    int count = random.nextInt(4);
    for (int index = 1; index <= count; index++) {
      String id = "q%da%d".formatted(number, index);
      String body = pick(random, Vocabulary.ANSWERS);
      answers.add(new Answer(id, author(random), body, created.plusMinutes(index * 37L)));
    }
    String upc = pick(random, upcs);
    String body = pick(random, Vocabulary.QUESTIONS);
    return new Question("q" + number, author(random), upc, body, created, answers);
  }

  private static String author(Random random) {
    // Some write a lot, most write little, and the last ten users not at all.
    double low = random.nextDouble() * random.nextDouble();
    return "u" + (1 + (int) (low * (People.USERS - 10)));
  }
}
