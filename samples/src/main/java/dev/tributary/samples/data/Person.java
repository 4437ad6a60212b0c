package dev.tributary.samples.data;

/** A user as far as every service knows one. */
public interface Person {

  String id();

  String username();
}
