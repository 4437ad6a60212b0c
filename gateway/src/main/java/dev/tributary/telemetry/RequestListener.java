package dev.tributary.telemetry;

/** Looks at requests that have ended. Called on their event loops: must not block or fail. */
interface RequestListener {
  void ended(RequestRecord request);
}
