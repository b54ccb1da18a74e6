package io.valise.telemetry;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The sampler of traces, from OpenTelemetry's standard variables. The platform itself only reads them at build time.
 */
class TraceSampling {
    @Produces
    @Singleton
    Sampler sampler(
            @ConfigProperty(name = "otel.traces.sampler", defaultValue = "parentbased_always_on") String name,
            @ConfigProperty(name = "otel.traces.sampler.arg", defaultValue = "1.0") double ratio) {
        return switch (name) {
            case "always_on" -> Sampler.alwaysOn();
            case "always_off" -> Sampler.alwaysOff();
            case "traceidratio" -> Sampler.traceIdRatioBased(ratio);
            case "parentbased_always_on" -> Sampler.parentBased(Sampler.alwaysOn());
            case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
            case "parentbased_traceidratio" -> Sampler.parentBased(Sampler.traceIdRatioBased(ratio));
            default -> throw new IllegalArgumentException("OTEL_TRACES_SAMPLER: unknown sampler \"" + name + "\"");
        };
    }
}
