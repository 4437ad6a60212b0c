package dev.tributary.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a store is asked, for tests; each question is a fixed number of statements. */
public final class CountedStore {

  /** Not public, so that what counts is of this package, and may see what the store answers. */
  interface Counted {}

  private final AtomicLong questions = new AtomicLong();
  private final RegistryStore store;

  public CountedStore(RegistryStore asked) {
    this.store = counted(RegistryStore.class, asked);
  }

  public RegistryStore store() {
    return store;
  }

  public long questions() {
    return questions.get();
  }

  private <T> T counted(Class<T> type, T asked) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type, Counted.class},
            (proxy, method, arguments) -> {
              questions.incrementAndGet();
              Object answer;
              try {
                answer = method.invoke(asked, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              return answer instanceof Catalogue catalogue
                  ? counted(Catalogue.class, catalogue)
                  : answer;
            }));
  }
}
