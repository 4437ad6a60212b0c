package dev.tributary.samples.data;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who can sign in to the shop. */
public sealed interface Account {

  String id();

  String displayName();

  OffsetDateTime joined();

  /**
   * @param credit what the shop owes the user
   * @param contact null when the user keeps it private
   * @param follows ids of users
   */
  record User(
      String id,
      String username,
      String displayName,
      OffsetDateTime joined,
      Membership membership,
      Money credit,
      @Nullable Contact contact,
      List<String> follows)
      implements Account, Person {
    public User {
      follows = List.copyOf(follows);
    }

    /** The same user under another name. */
    public User named(String newDisplayName) {
      return new User(id, username, newDisplayName, joined, membership, credit, contact, follows);
    }
  }

  /**
   * @param country ISO 3166-1 alpha-2
   */
  record Brand(
      String id,
      String displayName,
      OffsetDateTime joined,
      String country,
      @Nullable String website)
      implements Account, Seller {}

  /** What a user has paid for. */
  enum Membership {
    BASIC,
    PLUS,
    PRO
  }

  /** How to reach a user. */
  record Contact(String email, String city) {}
}
