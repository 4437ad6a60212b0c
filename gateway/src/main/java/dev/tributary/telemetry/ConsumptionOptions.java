package dev.tributary.telemetry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How long and for how many clients it is kept what they use.
 *
 * @param clients beyond these, clients are counted together
 * @param hours kept of each
 * @param file whole hours are added to it; null for none
 * @param fileBytes when it is larger, it is moved away and begun anew
 */
public record ConsumptionOptions(int clients, int hours, @Nullable Path file, long fileBytes) {}
