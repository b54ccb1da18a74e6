package io.valise.errors;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;
import jakarta.inject.Singleton;
import org.hibernate.validator.BaseHibernateValidatorConfiguration;
import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;
import org.hibernate.validator.spi.nodenameprovider.Property;
import org.hibernate.validator.spi.nodenameprovider.PropertyNodeNameProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes validation errors use the field names that clients send: {@code deployment_model}, not {@code deploymentModel}.
 */
@Singleton
class JsonFieldNames implements ValidatorFactoryCustomizer, PropertyNodeNameProvider {
    @Override
    public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
        configuration.propertyNodeNameProvider(this);
    }

    @Override
    public String getName(Property property) {
        return property instanceof JavaBeanProperty bean ? name(bean) : property.getName();
    }

    private static String name(JavaBeanProperty property) {
        try {
            @Nullable
            JsonProperty json = property.getDeclaringClass()
                    .getDeclaredField(property.getName())
                    .getAnnotation(JsonProperty.class);
            return json == null || json.value().isEmpty() ? property.getName() : json.value();
        } catch (NoSuchFieldException computed) {
            return property.getName();
        }
    }
}
