package dev.tributary.samples.reviews;

import dev.tributary.samples.data.Opinions;
import dev.tributary.samples.data.Post;
import dev.tributary.samples.data.Post.Question;
import dev.tributary.samples.data.Post.Review;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/**
 * What was written, the newest first. It holds a bounded number of reviews, for strangers may add
 * some. Confined to the event loop of the service.
 */
public final class ReviewBook {

  private static final int MOST_REVIEWS = 20_000;

  private static final int MOST_UNREAD = 256;

  private static final Comparator<Post> NEWEST_FIRST =
      Comparator.comparing(Post::created).reversed().thenComparing(Post::id);

  private final Map<String, Review> reviews = new HashMap<>();
  private final Map<String, Set<String>> idsByProduct = new HashMap<>();
  private final Map<String, Set<String>> idsByUser = new HashMap<>();
  private final Map<String, Question> questions = new HashMap<>();
  private final InstantSource clock;

  /** Whoever cannot follow misses some, and keeps nobody waiting. */
  private final SubmissionPublisher<Review> added =
      new SubmissionPublisher<>(Runnable::run, MOST_UNREAD);

  public ReviewBook(Opinions opinions, InstantSource clock) {
    this.clock = clock;
    opinions.reviews().forEach(this::put);
    opinions.questions().forEach(question -> questions.put(question.id(), question));
  }

  Optional<Review> review(String id) {
    return Optional.ofNullable(reviews.get(id));
  }

  Optional<Question> question(String id) {
    return Optional.ofNullable(questions.get(id));
  }

  List<Review> latestReviews(int count) {
    return reviews.values().stream().sorted(NEWEST_FIRST).limit(count).toList();
  }

  List<Post> latestPosts(int count) {
    Stream<Post> threads =
        questions.values().stream()
            .flatMap(question -> Stream.concat(Stream.of(question), question.answers().stream()));
    return Stream.concat(reviews.values().stream(), threads)
        .sorted(NEWEST_FIRST)
        .limit(count)
        .toList();
  }

  List<Review> ofProduct(String upc) {
    return newest(idsByProduct.getOrDefault(upc, Set.of()));
  }

  List<Review> ofUser(String id) {
    return newest(idsByUser.getOrDefault(id, Set.of()));
  }

  List<Question> questionsAbout(String upc) {
    return questions.values().stream()
        .filter(question -> question.upc().equals(upc))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  /** Empty without reviews. */
  OptionalDouble averageRating(String upc) {
    return idsByProduct.getOrDefault(upc, Set.of()).stream()
        .mapToInt(id -> byId(id).rating())
        .average();
  }

  /** Stores a review as of now; empty when the book is full. */
  Optional<Review> add(String author, String upc, int rating, String title, String body) {
    if (reviews.size() >= MOST_REVIEWS) {
      return Optional.empty();
    }
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    String id = "r" + (reviews.size() + 1);
    Review review = new Review(id, author, upc, rating, title, body, now, 0);
    put(review);
    added.offer(review, null);
    return Optional.of(review);
  }

  /** Reviews that are added from now on. */
  Publisher<Review> added() {
    return FlowAdapters.toPublisher(added);
  }

  Optional<Review> voteHelpful(String id) {
    return Optional.ofNullable(reviews.computeIfPresent(id, (same, it) -> it.votedHelpful()));
  }

  private List<Review> newest(Set<String> ids) {
    List<Review> found = new ArrayList<>(ids.size());
    ids.forEach(id -> found.add(byId(id)));
    found.sort(NEWEST_FIRST);
    return found;
  }

  private Review byId(String id) {
    return Objects.requireNonNull(reviews.get(id));
  }

  private void put(Review review) {
    reviews.put(review.id(), review);
    idsByProduct.computeIfAbsent(review.upc(), upc -> new LinkedHashSet<>()).add(review.id());
    idsByUser.computeIfAbsent(review.authorId(), user -> new LinkedHashSet<>()).add(review.id());
  }
}
