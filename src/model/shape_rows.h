/* Rows of the tables behind the shapes (model/shape.h): kind, struct, member, name in JSON. */
#ifndef MODEL_SHAPE_ROWS_H
#define MODEL_SHAPE_ROWS_H

#include "model/shape.h"

#define USED(k, type, member, name, use)                                                           \
    {                                                                                              \
        name, SHAPE_##k, offsetof(struct type, member), 0, NULL, SHAPE_##use                       \
    }
#define ONE(k, type, member, name) USED(k, type, member, name, PLAIN)
#define STR_(type, member, name) ONE(STR, type, member, name)
#define PROSE(type, member, name) USED(STR, type, member, name, PROSE)
#define INT(type, member, name) ONE(INT, type, member, name)
#define REAL(type, member, name) ONE(REAL, type, member, name)
#define BOOL(type, member, name) ONE(BOOL, type, member, name)
#define MOMENT(type, member, name) ONE(MOMENT, type, member, name)
#define OBJECT(type, member, name, shape)                                                          \
    {                                                                                              \
        name, SHAPE_OBJECT, offsetof(struct type, member), 0, &(shape), SHAPE_PLAIN                \
    }
#define OPTION(type, member, name, shape)                                                          \
    {                                                                                              \
        name, SHAPE_OPTION, offsetof(struct type, member), 0, &(shape), SHAPE_PLAIN                \
    }
#define MANY(k, type, member, name, shape)                                                         \
    {                                                                                              \
        name, SHAPE_##k, offsetof(struct type, member), offsetof(struct type, member##_n), shape,  \
            SHAPE_PLAIN                                                                            \
    }
#define LIST(type, member, name, shape) MANY(LIST, type, member, name, &(shape))
#define STRS(type, member, name) MANY(STRS, type, member, name, NULL)
#define PROSES(type, member, name)                                                                 \
    {                                                                                              \
        name, SHAPE_STRS, offsetof(struct type, member), offsetof(struct type, member##_n), NULL,  \
            SHAPE_PROSE                                                                            \
    }
#define INTS(type, member, name) MANY(INTS, type, member, name, NULL)
#define MAP(type, member, name) MANY(MAP, type, member, name, NULL)

#define SHAPE(type)                                                                                \
    static const struct shape type##_shape = {#type, sizeof(struct type), type##_members,          \
                                              ARRAY_LEN(type##_members)}

#endif
