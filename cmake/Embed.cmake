# holdfast_embed(TARGET FILES...): a static library whose text(path) gives each file's bytes, paths relative to the
# calling folder. Listed, so that a file nobody named is a build error rather than a surprise at run time.
function(holdfast_embed target)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  set(inputs)
  foreach(file IN LISTS ARGN)
    list(APPEND inputs ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  string(REPLACE ";" "," names "${ARGN}")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} -DNAMES=${names} -DOUT=${generated}
            -P ${PROJECT_SOURCE_DIR}/cmake/EmbedWrite.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/EmbedWrite.cmake
    VERBATIM)
  add_library(${target} STATIC ${generated})
endfunction()
