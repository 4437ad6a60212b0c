package dev.tributary.samples;

import dev.tributary.samples.SampleServices.Ports;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;

/** Starts the four sample services alone, without a gateway, until the process is ended. */
public final class Demo {

  private Demo() {}

  /**
   * @param arguments none for the default ports; else the first of four ports in a row
   */
  public static void main(String[] arguments) throws InterruptedException {
    Ports ports = arguments.length == 0 ? Ports.DEFAULT : fourFrom(Integer.parseInt(arguments[0]));
    Vertx vertx = Vertx.vertx();
    try {
      SampleServices.start(vertx, ports)
          .toCompletionStage()
          .toCompletableFuture()
          .get()
          .services()
          .forEach(service -> System.out.printf("%-10s %s%n", service.name(), service.url()));
    } catch (ExecutionException failed) {
      System.err.println("the services did not start: " + failed.getMessage());
      vertx.close();
      System.exit(1);
    }
  }

  private static Ports fourFrom(int first) {
    return new Ports(first, first + 1, first + 2, first + 3);
  }
}
