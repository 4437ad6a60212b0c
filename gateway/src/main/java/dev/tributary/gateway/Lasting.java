package dev.tributary.gateway;

import dev.tributary.auth.DeliveredKeys;
import dev.tributary.http.ConnectionGuard;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceConnections;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What stays as long as the process runs, whatever configuration holds.
 *
 * @param directory what relative paths of the configuration are relative to
 * @param telemetry is told of everything
 * @param connections to services
 * @param guard watches the connections of clients
 * @param served the supergraph
 * @param keys the registry's API keys
 * @param documents the registry's trusted documents
 * @param parts what is made of parts of the configuration
 * @param ready whether requests should be sent here
 */
record Lasting(
    Vertx vertx,
    Path directory,
    Telemetry telemetry,
    ServiceConnections connections,
    ConnectionGuard guard,
    ServedSupergraph served,
    DeliveredKeys keys,
    DeliveredDocuments documents,
    Parts parts,
    BooleanSupplier ready) {}
