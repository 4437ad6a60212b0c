package dev.tributary.samples.data;

/** A brand as far as every service knows one. */
public interface Seller {

  String id();
}
